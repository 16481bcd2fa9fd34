"""Between Flask and the WebOb requests that XBlock handlers expect: only what a handler needs crosses over."""
from urllib.parse import urlencode

import webob
from flask import Request, Response

from lms.blocks.rules import BODY_LIMIT
from lms.errors import TooLarge


def as_webob(request: Request) -> webob.Request:
    """Method, path, query and body. No cookie and no token: a block has no business with the viewer's session."""
    body = request.get_data()
    if request.form:  # read already, for the CSRF token
        fields = [(key, value) for key, value in request.form.items(multi=True) if key != "csrf_token"]
        body = urlencode(fields).encode()
    if len(body) > BODY_LIMIT:
        raise TooLarge()
    result = webob.Request.blank(request.full_path, method=request.method, body=body)
    result.content_type = request.mimetype
    return result


def answered(response: webob.Response) -> Response:
    """Status, body and type. A block sets no cookie and no other header."""
    return Response(response.body, response.status_code, content_type=response.headers.get("Content-Type"))
