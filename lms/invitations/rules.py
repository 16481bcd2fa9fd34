"""Whom the secretariat may help. Pure: grants and rounds in, yes or no out."""
from lms.access import Grant, Role

EVERYWHERE = Grant(Role.SECRETARIAT)


def own_rounds(helper: frozenset[Grant]) -> frozenset[str]:
    """Ids of the cohorts that somebody looks after, where their role is for single ones."""
    return frozenset(g.cohort for g in helper if g.role is Role.SECRETARIAT and g.cohort is not None)


def may_help(helper: frozenset[Grant], rounds: frozenset[str], held: frozenset[Grant]) -> bool:
    """``rounds``: cohorts the person is in; ``held``: what the person may do.

    Whoever looks after single rounds helps their people, but nobody whose roles reach further than theirs: a link into
    that account would be a way around the scope.
    """
    own = own_rounds(helper)
    reach = all(g.role is Role.TRAINEE or g.cohort in own for g in held)
    return EVERYWHERE in helper or bool(own & rounds) and reach


def may_revoke(helper: frozenset[Grant], grant: Grant) -> bool:
    return EVERYWHERE in helper or grant.cohort in own_rounds(helper)
