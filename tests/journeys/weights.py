"""What a page weighs on the wire: budgets of a phone in a village (UX.md, budgets)."""

from playwright.sync_api import Page

FIRST, NEXT = 45_000, 8_000
_MEASURE = """() => {
    const files = performance.getEntriesByType('resource')
        .filter(one => /\\.(css|js)(\\?|$)/.test(one.name));
    return [
        performance.getEntriesByType('navigation')[0].encodedBodySize,
        files.reduce((sum, one) => sum + one.encodedBodySize, 0),
    ];
}"""


def beyond(page: Page) -> list[str]:
    """Budgets that the page just opened does not keep, in compressed bytes."""
    document, files = page.evaluate(_MEASURE)
    faults = []
    if document > NEXT:
        faults.append(f"weighs {document:,} bytes, as a next page at most {NEXT:,}")
    if document + files > FIRST:
        faults.append(f"weighs {document + files:,} bytes with its files, at most {FIRST:,}")
    return faults
