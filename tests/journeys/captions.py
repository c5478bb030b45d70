"""What each picture shows, and the page of the documentation made of them.

`python -m tests.journeys.captions` writes docs/guides/screens.md anew.
"""

from pathlib import Path

from tests.journeys.photographs import FOLDER

PAGE = FOLDER.parent / "guides" / "screens.md"
HEAD = """# Screens

Every page as a phone (360 px) and as a desk's computer (1280 px) show it, in Vietnamese, the most
used ones also in English. The tests take the pictures from the demonstration, on one invented
morning (`TUSACH_SCREENSHOTS=1 .venv/bin/pytest -p no:randomly tests/journeys/test_every_page.py`);
the same walk holds every page against the rules of accessibility, at four widths, in two languages.
This page is written by `python -m tests.journeys.captions`.
"""
SECTIONS = {
    "For everybody: the catalogue": {
        "opac-home": "The first page: one question, shelves, ways in by audience and subject.",
        "opac-suggestions": "Suggestions while somebody types, without marks.",
        "opac-search": "Results: each says where a copy stands now; beside them what narrows down.",
        "opac-all": "All titles, narrowed down by audience, language, subject, library.",
        "opac-nothing": "Nothing found: what was tried, and what one may do.",
        "opac-title": "A title and where its copies stand.",
        "opac-title-on-loan": "A title of which a copy is on loan until a date.",
        "opac-marc": "The whole record as it came in.",
        "opac-libraries": "The libraries, and which are open today.",
        "opac-library": "One library: opening days, next closed days, what stands on its shelves.",
        "opac-calendar": "A month in both calendars, with its closed days.",
        "opac-figures": "What the programme has come to, for everybody; small numbers left out.",
        "opac-visits": "When the library comes, by commune, with the map.",
        "opac-commune": "The visits to one commune, a sheet for its wall.",
        "opac-calendar-lunar": "A lunar day looked up.",
        "reader-loans": "A reader's own loans, after card and PIN.",
        "reader-history": "What was brought back, shown when asked for.",
        "reader-hold": "A title is kept for the reader.",
        "reader-wish": "A wish for a book that the library has not.",
    },
    "Coming in": {
        "door-login": "Staff log in on the library's own computer, or over HTTPS.",
        "door-login-empty": "What is missing is said on top and beside its field.",
        "door-first-login": "The first login, by a one-time code.",
        "door-over-wifi": "Over a library's plain Wi-Fi no password is asked for.",
        "door-join": "A phone joins by the code on the computer's screen.",
        "door-phone": "The computer shows that code, once, for five minutes.",
        "door-reader": "A reader's card and PIN.",
        "door-account": "One's own account.",
        "door-password": "Another password.",
        "door-place": "Where to work today, for people with several libraries.",
    },
    "At the desk": {
        "desk-home": "One field for everything, six buttons, last readers, last acts with undo.",
        "desk-settings": "Paper lists of earlier days; sounds.",
        "desk-lend": "Lending begins with a card or two letters of a name.",
        "desk-lend-copy-waits": "The book was scanned first: it waits for a card.",
        "desk-by-name": "Several readers bear the name: one tap chooses.",
        "desk-reader": "A reader: every book scanned now is lent.",
        "desk-reader-papers": "Papers, card, PIN and what is stopped, on the same page.",
        "desk-reader-blocked": "Lending is stopped, and why.",
        "desk-reader-expired": "The registration ran out: one button renews it.",
        "desk-refused": "A refusal says what to do, with the button to do it.",
        "desk-guest": "A reader of another library, by the sealed back of the card: no name.",
        "desk-half-read": "A scan that was read by half.",
        "desk-return": "The pile that came back: where each book belongs.",
        "desk-find": "Finding a book at the desk.",
        "desk-title": "A title with its copies here and elsewhere.",
        "desk-copy": "A copy on the shelf.",
        "desk-copy-lent": "A copy on loan.",
        "desk-visitors": "Visitors are counted by one tap each.",
        "desk-overdue": "What is overdue, by hamlet.",
        "desk-sheets": "Paper sheets of a place without a device, and what is left to type.",
        "desk-sheet-papers": "A sheet to print: number, square code, boxes for a pen.",
        "desk-sheet": "A sheet typed in row by row; what cannot be read stays, and says why.",
        "desk-month": "The month on one page: what to look at, the figures, the rule of visits.",
        "desk-month-report": "The report sheet, to print and sign.",
        "desk-month-loans": "The loan book of a month.",
        "desk-month-visits": "The visit book of a month.",
        "desk-holds": "What readers wait for: to fetch, kept, waiting.",
        "desk-wishes": "What readers miss in the stock, and its answer.",
        "desk-family": "A whole family registers on one form.",
        "desk-family-empty": "The same, with a name missing.",
        "desk-readers": "The readers of a place, to be ticked and served together.",
        "desk-readers-lacking": "Of whom a signature is missing.",
        "desk-consent-forms": "Forms to be signed at home.",
        "desk-child": "A child of whom a signature is missing; lending goes on.",
        "desk-group": "One card for a class or a club.",
        "desk-slips": "Slips with pictures for what is overdue, and the file for messages.",
        "desk-cards": "Cards to print.",
        "desk-describe": "Changing a reader's papers.",
        "desk-history": "Earlier loans; looking at them is logged.",
    },
    "Rules, and why": {
        "desk-why": "Why: each check with its answer, and how the date came about.",
        "desk-why-copy": "Why a copy may be lent, to whom, and to whom not.",
        "desk-why-lent": "Why a copy is not lent now.",
        "office-rule-blocks": "What stops a reader, and which acts it stops.",
        "office-rule-governing": "Whose rule and calendar hold.",
        "office-rule-sheet": "The rules of a place, for its wall.",
        "office-rule-try": "A rule tried out; nothing is told.",
        "office-visits": "Days on which the vehicle comes.",
    },
    "The stock": {
        "stock-home": "The jobs of the stock.",
        "stock-enter": "A book comes in: three fields, and its copies.",
        "stock-deliveries": "Gifts and what was bought.",
        "stock-gift": "The receipt for a gift, to print and sign.",
        "stock-laws": "Laws in the books, in force or not.",
        "stock-stocktakings": "Stocktakings of a place.",
        "stock-counting": "Counting: every scan is stored at once.",
        "stock-counted": "What was found, what is missing: the minutes of a stocktaking.",
        "stock-dossiers": "Weeding dossiers, and when the next one is due.",
        "stock-dossier": "A weeding dossier: copies, council, share of the stock, decision.",
        "stock-suggestions": "Copies to look at, of which there are more than are used.",
        "stock-minutes": "The minutes of weeding, to print and sign.",
        "stock-labels": "Which labels are to be printed, from which one of the sheet on.",
        "stock-label-sheets": "A sheet of labels: square code, number, spine.",
        "stock-individual": "The individual accession register.",
        "stock-general": "The general accession register.",
    },
    "The programme": {
        "programme-home": "What the programme asks for besides lending.",
        "programme-here": "What is due this week at one library.",
        "programme-communes": "All communes, each with its places, visits, model, findings.",
        "programme-commune": "One commune: visits beside last year, model, crates, the vehicle.",
        "programme-leader": "The six targets: reached or not, what is missing, what it costs.",
        "programme-week": "A Monday at the provincial library: who is silent, what waits.",
        "programme-remind": "A reminder for one library, ready to send.",
        "programme-figures": "Figures of a period: the six targets, and the customary ones.",
        "programme-figure": "One figure: readings, coverage, and each thing counted.",
        "programme-figure-visits": "Visits, and what the rest of the year will probably bring.",
        "programme-indicators": "What is counted, by which definition, proved here.",
        "programme-indicator": "One definition: its versions, and what each counts now.",
        "programme-population": "How many people live in each commune, by which paper.",
        "programme-population-unit": "Every number that was told of one commune.",
        "programme-targets": "The targets: value, what is missing, asked by today, expected.",
        "programme-target-visits": "Visits of each commune by month, and on a map of squares.",
        "programme-target": "One target: its milestones, every commune, what the province told.",
        "programme-workers": "Who does library work, and who is trained and capable.",
        "programme-worker": "One worker: courses, what was seen done well.",
        "programme-courses": "Courses, and how many passed.",
        "programme-money": "Planned, spent and left beside the tasks of the plan.",
        "programme-money-entries": "The papers that make up a sum.",
        "programme-money-entry": "What one paper says; the province puts it right.",
        "programme-gap": "The cheapest way to a target, and what communes lack.",
        "programme-course": "One course; the province puts it right or calls it off.",
        "programme-events": "Reading events, planned and held.",
        "programme-event": "One event: who came, by group.",
        "programme-agreements": "Agreements between libraries and with others.",
        "programme-agreement": "One agreement, and its end.",
        "programme-models": "Models of communes: declared, recognised by decision.",
        "programme-model": "One commune's model with every decision.",
        "programme-assessments": "Assessments of communes, and what has to be met.",
        "programme-pictures": "Photographs of what an inspector looked at, by criterion.",
        "programme-assessment": "One assessment: the commune, the records, the inspector.",
        "programme-findings": "What inspectors found unmet, with the day to mend it.",
        "programme-tasks": "Tasks: late ones first, done by one tap.",
        "programme-task": "One task: where it comes from, by when, how it ended.",
        "programme-doubts": "Months that need verification, and how each number is known.",
        "programme-doubt": "A month of one place: what needs verification, what settles it.",
        "programme-spot-checks": "Spot checks: drawn by a public value, what they say.",
        "programme-spot-check": "One spot check: the records, what was found, the interval.",
        "programme-online": "Online use by month, and how each number is known.",
        "programme-reports": "Reports: the figures of periods as they were frozen.",
        "programme-report": "One report: its figures, who did which step, its papers.",
        "programme-report-now": "What is different now from what was reported.",
        "programme-report-sample": "Things of a report drawn by a public seed, to be opened.",
        "programme-proof": "What was told of one thing that was counted, without names.",
    },
    "Trips and crates": {
        "trips-home": "Crates and trips: what there is to do.",
        "trips-crates": "Which crates there are, and where each of them is.",
        "trips-trip": "A trip that is closed: each stop with its figures.",
        "trips-trip-packing": "What a trip takes along: by stop, promises first, and by shelf.",
        "trips-stop": "A stop: what was done there, its photographs, the commune's word.",
        "trips-road": "On the road: one big button at a time.",
        "trips-set-out": "Before setting out: who goes, what was seen to, the meter.",
        "trips-sheet": "The order of a trip and its sheet, on paper.",
        "trips-change": "A plan that changes says why.",
        "trips-list": "Trips under way, to come, and past.",
        "trips-plans": "Plans of trips, made in the background.",
        "trips-weeks": "A plan by weeks: each day, its stops, where its hours come from.",
        "trips-plan-again": "A plan changed in three ways, each with its price.",
        "trips-plan-wishes": "What a person wants of a plan, and what is wished of each stop.",
        "trips-plan-trip": "A trip planned by hand.",
        "trips-markets": "Periodic markets: rule, next session, what is to be asked.",
        "trips-map": "The quarter to come on the map: trips by number, markets, communes.",
        "trips-reached": "Who has not been reached: each commune, how long ago, and what is next.",
        "trips-places": "Places that the vehicle visits, and how each is served.",
        "trips-requests": "Who asks for a visit, and the answers.",
        "trips-roads": "Roads that are closed; one tap closes or opens one.",
        "trips-legs": "How long a road takes, and who says so.",
        "trips-market": "One market: its rule, next sessions, decisions.",
        "trips-market-new": "A market that nobody has told yet.",
        "trips-class-list": "An official list of communes of a class.",
        "trips-place": "How the vehicle serves a place, and its classes.",
        "trips-answer": "A commune's request is answered.",
        "trips-calendar": "First days of lunar months, as announced.",
        "trips-late": "Crates that should be home by now.",
        "trips-history": "Where crates and their titles have been, and what was read there.",
        "trips-labels": "Labels of crates, to print.",
        "trips-rotation": "Where crates should go next: none of this library yet.",
        "trips-rotating": "Where each crate of the provincial library would be read most.",
        "trips-crate": "A crate that arrives: all here, or something is missing.",
        "trips-check": "A crate checked book by book.",
        "trips-plan": "What should go into a crate, with reasons.",
        "trips-packing": "A crate that is being packed.",
        "trips-slips": "Slips for readers whose books come.",
        "trips-minutes": "Handover minutes, to print, to file and to sign.",
    },
    "Everything that was told": {
        "ledger-copy": "The entries of a copy, in order.",
        "ledger-reader": "The entries of a reader.",
        "ledger-title": "The entries of a title.",
        "ledger-disputed-copy": "Two desks told what cannot both be: both stand side by side.",
        "ledger-disputed-visits": "One tally sheet, entered twice.",
    },
    "In the office": {
        "office-far-holds": "Holds of which no copy is near, and who could send one.",
        "office-home": "What needs a person, the stock, what there is to do.",
        "office-imports": "Files brought in, and the form for the next.",
        "office-import": "Every record of a file accounted for.",
        "office-mapping": "What the columns of a library's own list mean, with its first rows.",
        "office-reader-list": "A list of readers is chosen.",
        "office-reader-columns": "What would come of each row, before anybody is registered.",
        "office-rejects": "What could not be read, kept as it came.",
        "office-dead": "Entries that cannot be read.",
        "worklist": "What contradicts: both tellings side by side, one tap to settle.",
        "worklist-case": "One of them by itself, with the other ways to settle it.",
        "worklist-joined": "Registrations that were joined to one person.",
        "office-likeness": "Titles that may be one; nothing is joined by itself.",
        "office-stock-titles": "The stock: titles.",
        "office-stock-copies": "The stock: copies.",
        "office-stock-loans": "The stock: what is on loan.",
        "office-stock-overdue": "The stock: what is overdue.",
        "office-stock-readers": "Readers by group and age, without names.",
        "office-title-new": "A title entered by hand.",
        "office-visit-rule": "What makes one visit: one rule, printed under every figure.",
        "office-places": "The places of the network.",
        "office-place": "One place, with all that is known of it.",
        "office-place-new": "A new place.",
        "office-place-describe": "Changing a place.",
        "office-place-opening": "Opening days.",
        "office-place-days": "Closed days.",
        "office-place-close": "A place closes.",
        "office-rules": "Loan rules, and which one governs a case.",
        "office-rule-new": "A new rule.",
        "office-staff": "Staff and logins.",
        "office-person": "One person's posts and login.",
        "office-appoint": "Appointing somebody.",
        "office-looks": "Who looked at whose data.",
        "network-home": "What the province has, whom this machine meets, and how it went.",
        "network-unsent": "What the province has not got yet, entry by entry.",
        "network-sticks": "Parcels onto a stick and from one.",
        "network-board": "All machines: lease, last contact, what each lacks, disk, clock.",
        "privacy-board": "Who was erased, and which machines have confirmed it.",
        "privacy-erase": "A person is erased: what goes, what stays.",
        "privacy-history": "How long it is kept who borrowed what, and the readers counted before.",
        "privacy-lost": "A machine or a stick is lost: which one?",
        "privacy-machine": "Whose data were on a lost machine, and what to do now.",
        "privacy-notice": "The notice to the authority, to be printed and signed.",
        "privacy-readers": "Whom to inform; each look is logged.",
        "network-machine": "One machine: certificate, lease, what lies here of it.",
        "network-revoke": "Shutting a machine out: why, and until when it is believed.",
        "network-join": "How a machine asks to belong to the network; at a hub, where others ask.",
        "network-requests": "Machines that ask to be let in.",
        "network-request": "One that asks: the number to compare, and what it becomes.",
        "network-prepare": "Sticks that let new machines in: for which places, until when.",
        "office-health": "Whether this machine is well, and what to do where it is not.",
        "office-version": "Which version of the program runs, and how a newer one comes.",
        "office-backups": "Backups on a stick: where they go, what there is, the recovery code.",
        "provincial-overdue": "Overdue books of the provincial library.",
    },
    "When something is not possible": {
        "error-not-found": "An address at which nothing stands.",
        "error-forbidden": "A page that is not this person's to open.",
        "style": "The parts of which all pages are made.",
    },
}


def shown(english: frozenset[str]) -> str:
    """The page of the documentation. english: the names that are shown in English too."""
    lines = [HEAD]
    for title, pictures in SECTIONS.items():
        lines.append(f"## {title}\n")
        for name, words in pictures.items():
            lines.append(f"**{words}**\n")
            for language in ("vi", "en") if name in english else ("vi",):
                lines.append(
                    "".join(
                        f'<a href="../screenshots/{name}-{width}-{language}.webp">'
                        f'<img src="../screenshots/{name}-{width}-{language}.webp" '
                        f'width="{drawn}" alt="{words} {width} px, {language}"></a> '
                        for width, drawn in ((360, 170), (1280, 600))
                    ).rstrip()
                    + "\n"
                )
    return "\n".join(lines)


def files(english: frozenset[str]) -> set[str]:
    """The names of all pictures that the page shows."""
    return {
        f"{name}-{width}-{language}.webp"
        for pictures in SECTIONS.values()
        for name in pictures
        for language in (("vi", "en") if name in english else ("vi",))
        for width in (360, 1280)
    }


def write(page: Path = PAGE) -> None:
    """Write the page of the documentation."""
    from tests.journeys.site import VIEWS

    english = frozenset(view.name for views in VIEWS.values() for view in views if view.english)
    page.write_text(shown(english), encoding="utf-8")


if __name__ == "__main__":
    write()
