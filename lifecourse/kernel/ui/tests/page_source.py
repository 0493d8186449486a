"""Reads a page as a browser would: its ids, labels, links and what they name."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Every element as (name, attributes), in order."""

    def __init__(self, source):
        super().__init__()
        self.elements = []
        self.words = []
        self.feed(str(source))

    def handle_starttag(self, tag, attrs):
        if tag in {"p", "li", "dt", "dd", "td", "th", "div", "h1", "h2", "h3", "label", "span", "a"}:
            self.words.append(" ")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def all(self, *names):
        return [attrs for tag, attrs in self.elements if tag in names]

    @property
    def ids(self):
        return [attrs["id"] for _tag, attrs in self.elements if "id" in attrs]

    def unlabelled(self):
        """Controls a person could not name: no label for their id."""
        labels = {attrs.get("for") for attrs in self.all("label")}
        return [
            attrs
            for attrs in self.all("input", "select", "textarea")
            if attrs.get("type") not in {"hidden", "submit"} and attrs.get("id") not in labels
        ]

    def dangling(self):
        """Ids that something points at and that are not on the page."""
        wanted = set()
        for _tag, attrs in self.elements:
            for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
                wanted.update(attrs.get(name, "").split())
            if attrs.get("href", "").startswith("#"):
                wanted.add(attrs["href"][1:])
        return wanted - set(self.ids)

    def doubled(self):
        """Ids that stand twice."""
        return {one for one in self.ids if self.ids.count(one) > 1}
