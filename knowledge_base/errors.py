"""Why an article cannot be shown or changed."""


class ArticleNotFound(Exception):
    """There is no such article, or it is not the person's to see."""

    code = "article_not_found"


class ArticleChanged(Exception):
    """Somebody else has changed the article since it was read."""

    code = "article_changed"


class ArticleActNotPossible(Exception):
    """This cannot be done to an article in this state."""

    code = "article_act_not_possible"


class ArticleNotYours(Exception):
    """Somebody else's draft, or something that those who lead decide."""

    code = "article_not_yours"


class ArticleIncomplete(Exception):
    """A language lacks its title or its body, or there is none."""

    code = "article_incomplete"


class ArticleGapNotFound(Exception):
    """Nobody looks for this in vain any more."""

    code = "article_gap_not_found"
