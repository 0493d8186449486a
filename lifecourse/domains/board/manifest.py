"""What the board declares upward: events and their sentences, capabilities, navigation, retention."""

from lifecourse.kernel.base.manifest import Manifest, NavigationItem

from . import policy

MANIFEST = Manifest(
    app="board",
    title="Board",
    events={
        "board.year_started": "started a financial year of the board’s ledger",
        "board.year_closed": "closed a financial year of the board’s ledger",
        "board.year_reopened": "reopened a financial year of the board’s ledger",
        "board.heading_opened": "opened a heading of the board’s ledger",
        "board.heading_closed": "closed a heading of the board’s ledger",
        "board.entry_recorded": "recorded an entry in the board’s ledger",
        "board.entry_reversed": "reversed an entry of the board’s ledger",
        "board.claim_recorded": "wrote down a total that was printed about the board’s money",
        "board.claim_withdrawn": "withdrew a total that was printed about the board’s money",
        "board.finance_loaded": "loaded a file into the board’s ledger",
        "board.ledger_exported": "took out the board’s ledger as a file",
    },
    capabilities=policy.CAPABILITIES,
    navigation=(NavigationItem(title="Board finance", url_name="board:years", capability=policy.VIEW, order=60),),
    retention_class="board",
)
