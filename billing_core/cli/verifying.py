"""`python -m billing_core verify`: every seal and every sealed row, as the terminal tells it."""

from billing_core.cli.answers import Say, opened
from billing_core.rules.seal import SealDifference
from billing_core.seals.check_seals import count_unsealed
from billing_core.seals.keep_seals import look_at_everything
from billing_core.seals.key import SealKeyUnusable
from billing_core.seals.state import say_unusable
from billing_core.wording.seals import seal_difference_said


def verify_seals(say: Say) -> bool:
    """False where something is not as it was sealed. What was found is what the light shows."""
    with opened(None) as system:
        try:
            seen = look_at_everything(system)
        except SealKeyUnusable as error:
            with system.database.writing() as session:
                say_unusable(session, error, system.clock.now())
            say(seal_difference_said(SealDifference(error.flaw)))
            return False
        with system.database.reading() as session:
            unsealed = count_unsealed(session)
    for one in seen.differences:
        say(seal_difference_said(one))
    if seen.differences:
        return False
    said = f"아직 봉인하지 않은 {unsealed:,}행 · not sealed yet"
    if not seen.last:
        say(said)
        return True
    say(
        f"봉인 {seen.last:,}개, {seen.rows:,}행이 봉인할 때 그대로입니다. · "
        f"{seen.rows:,} rows are what they were when they were sealed."
    )
    say(f"마지막 봉인 · last seal  {seen.last} {seen.head}")
    say(said)
    return True
