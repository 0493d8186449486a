"""Commands on a section: written, given to somebody, moved on, commented."""

from datetime import datetime
from uuid import UUID

from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused

from .. import policy, queries, rules
from ..models import Comment, Section, SectionVersion
from .holding import hold_section


@command("annual_report.section_written")
def write_section(
    *, actor: User, at: datetime, section_id: UUID, words: str, seen: int | None = None, by_itself: bool = False
) -> Section:
    """Save the words of a section as a new version. An agreed section is being written again.

    `by_itself`: the editor saved it while somebody wrote; such versions of one person within ten minutes are one.
    Raises `Refused` for too many words or a final report, `StaleRecord`.
    """
    section = hold_section(actor, section_id, policy.WRITE, at=at, seen=seen)
    rules.check_open(section.report.state)
    words = words.replace("\r\n", "\n").replace("\x00", "")
    if len(words) > rules.LONGEST_WORDS:
        raise Refused(
            f"The section has {len(words):,} characters; the most is {rules.LONGEST_WORDS:,}. Make it shorter.",
            field="words",
        )
    if words == section.words:
        record("annual_report.section_written", subject=section, actor=actor, at=at, changed=False)
        return section
    section.words, section.state = words, rules.SectionState.DRAFTING.value
    section.save_changes("words", "state", seen=seen)
    last = section.versions.first()
    if (
        last is not None
        and by_itself
        and last.by_itself
        and last.by_id == actor.pk
        and (at - last.at).total_seconds() < rules.AUTOSAVE_SECONDS
    ):
        last.words, last.at = words, at
        last.save()
    else:
        SectionVersion(
            circle_id=section.circle_id,
            section=section,
            number=(last.number if last else 0) + 1,
            words=words,
            by=actor,
            at=at,
            by_itself=by_itself,
        ).save()
    record("annual_report.section_written", subject=section, actor=actor, at=at, characters=len(words))
    return section


@command("annual_report.section_given")
def give_section(*, actor: User, at: datetime, section_id: UUID, owner_id: UUID, seen: int | None = None) -> Section:
    """Give a section to somebody who may write in the office. Raises `Refused`."""
    section = hold_section(actor, section_id, policy.MANAGE, at=at, seen=seen)
    rules.check_open(section.report.state)
    people = queries.writers(viewer=actor, circle_id=section.circle_id, at=at)
    owner = next((one for one in people if one.pk == owner_id), None)
    if owner is None:
        raise Refused("Choose somebody who may write in this office.", field="owner")
    section.owner = owner
    section.save_changes("owner", seen=seen)
    record("annual_report.section_given", subject=section, actor=actor, at=at, to=owner.pk)
    return section


@command("annual_report.section_moved")
def move_section(
    *, actor: User, at: datetime, section_id: UUID, to: rules.SectionState, seen: int | None = None
) -> Section:
    """Send a section to review, agree it, or take it back to be written. To agree takes leave of its own."""
    capability = policy.AGREE if to == rules.SectionState.AGREED else policy.WRITE
    section = hold_section(actor, section_id, capability, at=at, seen=seen)
    rules.check_open(section.report.state)
    rules.check_section_move(section.state, to, words=section.words)
    section.state = to.value
    section.save_changes("state", seen=seen)
    record("annual_report.section_moved", subject=section, actor=actor, at=at, to=to.value)
    return section


@command("annual_report.commented")
def comment(*, actor: User, at: datetime, section_id: UUID, words: str) -> Comment:
    """Say something of a section. Raises `Refused` without words."""
    section = hold_section(actor, section_id, policy.WRITE, at=at)
    if not words.strip():
        raise Refused("Write what you have to say.", field="words")
    made = Comment(circle_id=section.circle_id, section=section, words=words.strip()[:2000], by=actor, at=at)
    made.save()
    record("annual_report.commented", subject=section, actor=actor, at=at)
    return made


@command("annual_report.comment_settled")
def settle_comment(*, actor: User, at: datetime, section_id: UUID, comment_id: UUID) -> Comment:
    """Say that a comment was seen to. Twice is once."""
    section = hold_section(actor, section_id, policy.WRITE, at=at)
    found = section.comments.filter(pk=comment_id).first()
    if found is None:
        raise NotFound(f"comment {comment_id}")
    if found.settled_at is None:
        found.settled_by, found.settled_at = actor, at
        found.save()
    record("annual_report.comment_settled", subject=section, actor=actor, at=at)
    return found
