"""Team codes, domains and postcodes: what is taken, what is refused, and that slips are found."""

import pytest

from lifecourse.kernel.agencies import rules
from lifecourse.kernel.base.errors import Refused


def test_a_team_code_begins_with_its_letters_and_reads_back() -> None:
    code = rules.make_team_code("Bin crews", taken=set())
    assert code.startswith("BIN") and len(code) == 5
    assert rules.read_team_code(code) == rules.fold_team_code(code)


@pytest.mark.parametrize("spoil", [str.lower, lambda c: f" {c[:3]} {c[3:]} ", lambda c: f"{c[:3]}-{c[3:]}"])
def test_a_team_code_is_read_forgivingly(spoil) -> None:
    code = rules.make_team_code("HOU", taken=set())
    assert rules.read_team_code(spoil(code)) == rules.fold_team_code(code)
    assert rules.read_team_code(code.replace("O", "0")) == rules.fold_team_code(code)


def test_no_single_slip_and_no_swap_of_neighbours_is_another_code() -> None:
    taken: set[str] = set()
    for start in ("BIN", "BUS", "FIR", "HOU", "TAX"):
        for _ in range(3):
            taken.add(rules.fold_team_code(rules.make_team_code(start, taken=taken)))
    for folded in taken:
        assert rules.read_team_code(folded) == folded  # the control: unspoilt it is read
        for place in range(5):
            for symbol in set(rules._SYMBOLS) - {folded[place]}:
                with pytest.raises(Refused, match="wrong"):
                    rules.read_team_code(folded[:place] + symbol + folded[place + 1 :])
        for place in range(4):
            swapped = folded[:place] + folded[place + 1] + folded[place] + folded[place + 2 :]
            if swapped != folded:
                with pytest.raises(Refused, match="wrong"):
                    rules.read_team_code(swapped)


def test_codes_run_out_with_one_sentence() -> None:
    taken: set[str] = set()
    with pytest.raises(Refused, match="choose three other letters"):
        for _ in range(9):
            taken.add(rules.fold_team_code(rules.make_team_code("ZZZ", taken=taken)))
    assert len(taken) >= 4
    with pytest.raises(Refused, match="three letters"):
        rules.make_team_code("9 A", taken=set())


@pytest.mark.parametrize("text", ["", "BIN", "BIN7QQ", "BIN7!", "ΒIN7Q"])
def test_what_cannot_be_a_code_is_refused(text) -> None:
    with pytest.raises(Refused, match="5 letters and figures"):
        rules.read_team_code(text)


@pytest.mark.parametrize(
    ("address", "domain"),
    [("Duty.Desk@Housing.Example", "housing.example"), ("a+b@x-y.nhs.example", "x-y.nhs.example")],
)
def test_the_domain_of_an_address(address, domain) -> None:
    assert rules.domain_of(address) == domain


@pytest.mark.parametrize(
    "address",
    ["", "duty", "@housing.example", "duty@housing", "duty@hоusing.example", "a@b@housing.example ", "duty@-x.example",
     "duty..desk@housing.example", "duty@housing.example,else@evil.example",
     "duty@housing.example\nBcc: x@evil.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_one_sentence(address) -> None:
    with pytest.raises(Refused, match="is not an e-mail address"):
        rules.domain_of(address)


def test_postcode_prefixes_most_exact_first() -> None:
    assert rules.postcode_prefixes("wn1 1aa") == ("WN1 1AA", "WN1 1", "WN1")
    assert rules.postcode_prefixes("M291AB") == ("M29 1AB", "M29 1", "M29")
    assert rules.postcode_prefixes("not one") == ()


def test_an_area_lists_real_prefixes_only() -> None:
    assert [rules.read_prefix(p) for p in (" wn1 ", "WN1  1", "wn1 1aa")] == ["WN1", "WN1 1", "WN1 1AA"]
    with pytest.raises(Refused, match="beginning of a postcode"):
        rules.read_prefix("Wigan")
