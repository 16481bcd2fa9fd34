"""What this package adds to the house: packages, dispatch, contractors, results coming home, packages of others."""
from lms.access import Role
from lms.plugins import NavItem, Plugin
from scorm_export.contractors.api import api as contractors_api
from scorm_export.contractors.pages import MENU as CONTRACTORS_MENU
from scorm_export.contractors.pages import pages as contractors_pages
from scorm_export.demo import make_demo
from scorm_export.dispatch.api import api as dispatch_api
from scorm_export.dispatch.pages import pages as dispatch_pages
from scorm_export.dispatch.scope import READ as DISPATCH_READERS
from scorm_export.foreign.api import api as foreign_api
from scorm_export.foreign.pages import content as foreign_content
from scorm_export.foreign.pages import pages as foreign_pages
from scorm_export.foreign.pages.trainee import below_lecture
from scorm_export.foreign.scope import READ as FOREIGN_READERS
from scorm_export.packages.api import api as packages_api
from scorm_export.packages.cli import scorm_cli
from scorm_export.packages.jobs import REMOVE_OLD_PACKAGES
from scorm_export.packages.pages import pages as packages_pages
from scorm_export.packages.scope import READ as PACKAGE_READERS
from scorm_export.quality.api import api as quality_api
from scorm_export.quality.pages import pages as quality_pages
from scorm_export.quality.scope import WATCH as QUALITY_READERS
from scorm_export.results.api import api as results_api
from scorm_export.results.jobs import COUNT_WAITING
from scorm_export.results.pages import pages as results_pages
from scorm_export.results.xapi import xapi

plugin = Plugin(
    name="scorm_export",
    requires=("assessments", "courses"),
    api=(packages_api, contractors_api, dispatch_api, results_api, quality_api, foreign_api),
    pages=(packages_pages, contractors_pages, dispatch_pages, results_pages, xapi, quality_pages, foreign_pages, foreign_content),
    commands=(scorm_cli,),
    jobs=(REMOVE_OLD_PACKAGES, COUNT_WAITING),
    demo=make_demo,
    nav=(*CONTRACTORS_MENU, NavItem("packages.my_packages", "パッケージ", PACKAGE_READERS.roles, 70),
         NavItem("dispatch.overview", "配信", DISPATCH_READERS.roles, 72),
         NavItem("dispatch.my_dispatches", "配信", frozenset({Role.CONTRACTOR}), 72),
         NavItem("results.my_results", "届いた結果", frozenset({Role.CONTRACTOR}), 74),
         NavItem("quality.overview", "委託先の質", QUALITY_READERS.roles, 75),
         NavItem("foreign.package_list", "外部教材", FOREIGN_READERS.roles, 80)),
    slots={"lecture.footer": below_lecture},
    personal_words={
        "reference": "委託先のシステムでの学習者ID", "learner": "委託先のシステムでの学習者ID",
        "actor": "委託先のシステムが送った xAPI の記録", "answers": "委託先での問題ごとの正誤", "content": "委託先から届いた結果",
        "name": "委託先の講師の名前", "insight": "委託先の講師の経歴", "experience": "委託先の講師の経歴",
        "suspended": "配信した講義の学習の途中", "revoked_reason": "配信を取り消した理由",
        "remembered": "ほかの団体の教材が残した学習の記録",
    },
)
