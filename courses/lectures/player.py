"""The ``player`` service that the video block asks: addresses for this viewer, captions in the viewer's language first."""
from dataclasses import dataclass
from datetime import datetime

from courses.lectures.views import LectureView
from lms.media import services as media

LABELS = {"ja": "日本語", "en": "English"}


@dataclass(frozen=True, slots=True)
class Player:
    view: LectureView
    person_id: str
    locale: str
    now: datetime

    def source(self) -> str:
        return self._address(self.view.video_id)

    def tracks(self) -> list[dict[str, object]]:
        """Captions for ``<track>``: language, label, address, and whether they show by default."""
        return [{"language": c.language, "label": LABELS.get(c.language, c.language), "src": self._address(c.media_id),
                 "default": c.language == self.locale} for c in self.view.captions]

    def _address(self, media_id: str) -> str:
        return media.address(media_id, self.person_id, self.now, self.view.closes)
