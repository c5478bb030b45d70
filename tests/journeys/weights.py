"""What a page weighs on the wire: budgets of a phone in a village (UX.md, budgets)."""

from playwright.sync_api import Page

FIRST, NEXT = 45_000, 8_000
BOARD, BOARDS = 12_000, frozenset({"programme-target", "trips-map"})
WHOLE_BOARD = 60_000
"""Pages that draw every commune of the province; with its files such a page may weigh more too."""
DECODER = 420 * 1024
"""The reader of codes, fetched when somebody first photographs one."""
_MEASURE = """() => {
    const files = performance.getEntriesByType('resource')
        .filter(one => /\\.(css|js)(\\?|$)/.test(one.name));
    return [
        performance.getEntriesByType('navigation')[0].encodedBodySize,
        files.reduce((sum, one) => sum + one.encodedBodySize, 0),
    ];
}"""
_DECODER = """async () => {
    const files = document.getElementById('photo-button').dataset;
    const asked = performance.getEntriesByType('resource').map(one => new URL(one.name).pathname);
    const pieces = [files.reader, files.wasm];
    if (!asked.includes(new URL(files.module, location).pathname)) return 0;
    let sum = 0;
    for (const one of pieces) {
        const address = one + '&again';
        await (await fetch(address)).arrayBuffer();
        sum += performance.getEntriesByName(new URL(address, location).href)[0].encodedBodySize;
    }
    return sum;
}"""


def beyond(page: Page, name: str = "") -> list[str]:
    """Budgets that the page just opened does not keep, in compressed bytes. name: of its view."""
    document, files = page.evaluate(_MEASURE)
    most = BOARD if name in BOARDS else NEXT
    faults = []
    if document > most:
        faults.append(f"weighs {document:,} bytes, as a next page at most {most:,}")
    whole = WHOLE_BOARD if name in BOARDS else FIRST
    if document + files > whole:
        faults.append(f"weighs {document + files:,} bytes with its files, at most {whole:,}")
    return faults


def decoder(page: Page) -> int:
    """Compressed bytes of the reader of codes; 0 where the page has not asked for it."""
    weighed: int = page.evaluate(_DECODER)
    return weighed
