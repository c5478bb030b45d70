"""The hands of a librarian: they tap, scan and type, and every action is counted."""

import time
from collections.abc import Iterable

from playwright.sync_api import Locator, Page

SCANNER_GAP_MS = 8
"""Between two keys of a wedge scanner; a person is slower than 35 ms."""
PERSON_GAP_MS = 90

VIETNAMESE_LAYOUT = "đăâêô\u0300\u0309\u0303\u0301\u0323"
"""What the row of digits writes there: 0 to 9."""


class Hands:
    """Acts on one page. `taps` counts buttons and links, `scans` codes, `names` typed words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = self.scans = self.names = 0
        self._keys = page.context.new_cdp_session(page)

    @property
    def actions(self) -> int:
        """All actions so far."""
        return self.taps + self.scans + self.names

    def tap(self, target: Locator) -> None:
        """One tap on a button or a link."""
        self.taps += 1
        target.click()

    def tap_and_go_on(self, target: Locator) -> None:
        """One tap after which nobody waits for anything."""
        self.taps += 1
        box = target.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def see(self, path: str) -> None:
        """The page that a tap leads to is before them; before that nobody scans."""
        self.page.wait_for_url(f"**{path}", wait_until="load")

    def scan(self, code: str) -> None:
        """One pull of the trigger, wherever the cursor stands; nothing is waited for."""
        self.scans += 1
        self._strike(code, gap_ms=SCANNER_GAP_MS)

    def scan_all(self, codes: Iterable[str]) -> None:
        """A pile, as fast as a scanner reads it."""
        for code in codes:
            self.scan(code)

    def type_name(self, words: str) -> None:
        """A name in the one field, ended by Enter."""
        self.names += 1
        self.page.locator("[data-scan-field]").fill(words)
        self.page.keyboard.press("Enter")

    def strike(self, digits: str, *, enter: bool = True, at: float | None = None) -> None:
        """A piece of a scan. at: when its first key was struck, in seconds since 1970."""
        self._strike(digits, gap_ms=SCANNER_GAP_MS, enter=enter, at=at)

    def strike_slowly(self, digits: str, *, enter: bool = True) -> None:
        """Digits as a person types them, into whatever has the cursor."""
        self._strike(digits, gap_ms=PERSON_GAP_MS, enter=enter)

    def _strike(
        self, digits: str, *, gap_ms: int, enter: bool = True, at: float | None = None
    ) -> None:
        # The browser is told when each key was struck, so that a busy machine, which hands keys
        # over late, changes nothing about how fast they were struck.
        at = time.time() if at is None else at
        for digit in digits:
            code = 48 + int(digit)
            words = {"key": digit, "code": f"Digit{digit}", "windowsVirtualKeyCode": code}
            self._key("keyDown", at, text=digit, **words)
            self._key("keyUp", at + gap_ms / 3000, **words)
            at += gap_ms / 1000
        if not enter:
            return
        words = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
        self._key("keyDown", at, text="\r", **words)
        self._key("keyUp", at + gap_ms / 3000, **words)

    def compose(self, words: str) -> None:
        """Words as an input method composes them where the cursor stands, and then hands over."""
        for end in range(1, len(words)):
            caret = {"selectionStart": end, "selectionEnd": end}
            self._keys.send("Input.imeSetComposition", {"text": words[:end], **caret})
        self._keys.send("Input.insertText", {"text": words})

    def scan_bent(self, code: str, *, how: str) -> None:
        """One pull of the trigger while an input method or a layout makes something of the keys.

        composing: each key is taken by the input method, which shows what it composes and gives it
        over at the end; layout: the row of digits writes letters and marks.
        """
        self.scans += 1
        at, shown = time.time(), ""
        for digit in code:
            place = {"code": f"Digit{digit}"}
            if how == "composing":
                place |= {"key": "Process", "windowsVirtualKeyCode": 229}  # type: ignore[dict-item]
                self._key("rawKeyDown", at, **place)
                shown += digit
                caret = {"selectionStart": len(shown), "selectionEnd": len(shown)}
                self._keys.send("Input.imeSetComposition", {"text": shown, **caret})
            else:
                letter = VIETNAMESE_LAYOUT[int(digit)]
                self._key("keyDown", at, key=letter, text=letter, **place)
            self._key("keyUp", at + SCANNER_GAP_MS / 3000, **place)
            at += SCANNER_GAP_MS / 1000
        words = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
        if how == "composing":
            words |= {"key": "Process", "windowsVirtualKeyCode": 229}
            self._key("rawKeyDown", at, **words)
            return
        self._key("keyDown", at, text="\r", **words)

    def scan_letters(self, code: str, *, how: str) -> None:
        """One pull of the trigger at an older code with letters.

        plain: no input method; composing: it takes each key; rewriting: it lets keys through, and
        where two make one letter (DD) it strikes Backspace and that letter, as Unikey does.
        """
        self.scans += 1
        at, shown = time.time(), ""
        keys = code.replace("DD", "D\bĐ") if how == "rewriting" else code
        for one in keys:
            words: dict[str, object] = {"key": one, "text": one, "modifiers": 8 * one.isupper()}
            if one.isascii():
                place = f"Digit{one}" if one.isdigit() else f"Key{one.upper()}"
                words |= {"code": "Period" if one == "." else place}
            if one == "\b":
                words = {"key": "Backspace", "code": "Backspace", "windowsVirtualKeyCode": 8}
            if how == "composing":
                shown += one
                caret = {"selectionStart": len(shown), "selectionEnd": len(shown)}
                words |= {"key": "Process", "windowsVirtualKeyCode": 229}
                words.pop("text")
                self._key("rawKeyDown", at, **words)
                self._keys.send("Input.imeSetComposition", {"text": shown, **caret})
            else:
                self._key("keyDown", at, **words)
            at += SCANNER_GAP_MS / 1000
        words = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
        if how == "composing":
            self._key("rawKeyDown", at, **words | {"key": "Process", "windowsVirtualKeyCode": 229})
            return
        self._key("keyDown", at, text="\r", **words)

    def _key(self, what: str, at: float, **words: object) -> None:
        self._keys.send("Input.dispatchKeyEvent", {"type": what, "timestamp": at, **words})
