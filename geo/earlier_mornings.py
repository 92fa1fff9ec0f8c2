"""What the screens of earlier mornings told of one measure, and what today's would add to it (decision 0059).

A sum over the days before a morning shares days with the sums of the mornings around it. Whoever keeps every screen
can lay them side by side; this is the programme that he would solve.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.errors import BadParameterError
from geo.sum_trees import UNBOUNDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import highspy
    import numpy.typing as npt

_OPEN = 2.0
"""A count hidden for another's sake must leave three numbers: its greatest lies so far above its least."""

_PRIMAL_SIMPLEX = 4
_EXACT = 1e-6
_ROUNDS = 8


@dataclass(frozen=True)
class ToldMorning:
    """What one morning's screens say of a measure: of its total and, after it, of the parts that add up to it.

    Parameters
    ----------
    day
        The morning's number (proleptic ordinal); what is told are sums over the days before it.
    least, greatest
        Between which numbers each count lies by what stands on the screen; equal where the count itself does,
        `UNBOUNDED` where nothing is said.
    is_small
        Whether the screen calls the count small: then every number between the two must stay possible.
    is_hidden
        Whether the count is hidden and more than zero: that it is zero may be found out.
    reach
        How many a hidden count must be able to be, so that its own parts on that morning's screens keep all their
        numbers (`least_and_reach`); 0 where none was told.
    """

    day: int
    least: tuple[int, ...]
    greatest: tuple[int, ...]
    is_small: tuple[bool, ...]
    is_hidden: tuple[bool, ...]
    reach: tuple[int, ...]

    def untold(self) -> ToldMorning:
        """Return the morning as if its screens said nothing of the measure."""
        n = len(self.least)
        return replace(self, least=(0,) * n, greatest=(UNBOUNDED,) * n, is_small=(False,) * n, reach=(0,) * n)


class ToldPart(NamedTuple):
    """What a screen says of a part: between which numbers it lies, and whether it is called small."""

    least: int
    greatest: int
    is_small: bool


def least_and_reach(parts: Iterable[ToldPart]) -> tuple[int, int]:
    """Return what parts that stand on a screen say of their sum, beside a rest that does not.

    Returns
    -------
    How many it is at the least, and how many it must be able to be so that each hidden part keeps its numbers.
    """
    told = list(parts)
    least = sum(part.least for part in told)
    room = (part.greatest - part.least if part.is_small else int(_OPEN) for part in told if part.least != part.greatest)
    return least, least + max(room, default=0)


class Narrowed(NamedTuple):
    """A hidden count of which the screens together say more than its own does."""

    day: int
    node: int


@dataclass(frozen=True)
class EarlierMornings:
    """What was told of one measure so far, oldest first; sums are over `window_days` days before each morning.

    Raises
    ------
    BadParameterError
        The mornings are not in order, or tell of different numbers of parts.
    """

    window_days: int
    mornings: tuple[ToldMorning, ...] = ()

    def __post_init__(self) -> None:
        days = [morning.day for morning in self.mornings]
        if days != sorted(set(days)):
            raise BadParameterError("earlier mornings must stand in order, each once")
        if len({len(morning.least) for morning in self.mornings}) > 1:
            raise BadParameterError("earlier mornings must tell of the same parts")

    def beside(self, today: ToldMorning) -> SideBySide:
        """Return these mornings with today laid beside them."""
        return SideBySide(self, today)

    def days_hidden_ago(self, node: int) -> int | None:
        """Return how many mornings ago the count was hidden last; None where it never was."""
        ago = (n for n, morning in enumerate(reversed(self.mornings), start=1) if morning.is_hidden[node])
        return next(ago, None)


class SideBySide:
    """Earlier mornings with today beside them, as somebody has them who keeps every screen."""

    def __init__(self, earlier: EarlierMornings, today: ToldMorning) -> None:
        self._window_days = earlier.window_days
        self._mornings = [*earlier.mornings, today]
        self._programme = _Programme(self._mornings, self._window_days)
        if not self._programme.is_feasible():
            self._mornings = self._fitting()
            self._programme = _Programme(self._mornings, self._window_days)
        self._lost: dict[Narrowed, bool] = {}

    def narrowed(self) -> list[Narrowed]:
        """Return the hidden counts, of today and of earlier mornings, that what today tells narrows too far.

        A count that the screens call small must be able to be every number from the least to the greatest that they
        say; one hidden for another's sake three numbers, and as many as its parts need to keep theirs. What earlier
        mornings had narrowed without today, because another version or a lost file let it happen, is no reason to hide
        anything today.
        """
        today = self._mornings[-1].day
        found = self._programme.narrowed()
        unknown = [each for each in found if each.day != today and each not in self._lost]
        if unknown:
            without = _Programme([*self._mornings[:-1], self._mornings[-1].untold()], self._window_days)
            lost = set(without.narrowed(unknown))
            self._lost |= {each: each in lost for each in unknown}
        return [each for each in found if not self._lost.get(each, False)]

    def tell(self, today: ToldMorning) -> None:
        """Let today's screens tell less than they did: what was possible stays so."""
        self._mornings[-1] = today
        if not self._programme.tell_less(today):
            self._programme = _Programme(self._mornings, self._window_days)

    def _fitting(self) -> list[ToldMorning]:
        """Return the newest mornings that tell of one table of days.

        After a correction the earlier ones told of other counts: as far back as they do not fit they are left out.
        """
        too_many, fitting = len(self._mornings), 1
        while too_many - fitting > 1:
            middle = (too_many + fitting) // 2
            if _Programme(self._mornings[-middle:], self._window_days).is_feasible():
                fitting = middle
            else:
                too_many = middle
        return self._mornings[-fitting:]


class _Programme:
    """The unseen counts of each part and day, and the sums of them that mornings told something of.

    Columns are parts by days; parts that stood on every screen are left out, because only their sums matter. Rows are
    the parts' sums and then the totals, morning by morning. The solver keeps its last answer: the next question to
    the same programme starts there.
    """

    def __init__(self, mornings: Sequence[ToldMorning], window_days: int) -> None:
        least = np.array([morning.least for morning in mornings], float)
        greatest = np.array([morning.greatest for morning in mornings], float)
        is_small = np.array([morning.is_small for morning in mornings], bool)
        is_hidden = np.array([morning.is_hidden for morning in mornings], bool)
        reach = np.array([morning.reach for morning in mornings], float)
        self._days = [morning.day for morning in mornings]
        self._open = np.flatnonzero((least[:, 1:] != greatest[:, 1:]).any(axis=0)) + 1
        shown = np.setdiff1d(np.arange(1, least.shape[1]), self._open)
        nodes = [*self._open.tolist(), 0]
        self._rows = [(number, node) for node in nodes for number in range(len(mornings))]
        # What shows of the total on every morning; the rows are about the rest.
        seen = least[:, shown].sum(axis=1)
        self._seen = np.concatenate([seen * (node == 0) for node in nodes])
        # A limit for the solver's sake; the true table keeps it, so what is found within it is a table still.
        self._limit = 2 * max(least.max(), reach.max()) + 1000
        self._low = np.concatenate([least[:, node] for node in nodes]) - self._seen
        self._high = np.minimum(np.concatenate([greatest[:, node] for node in nodes]) - self._seen, self._limit)
        self._is_small = np.concatenate([is_small[:, node] for node in nodes])
        self._is_hidden = np.concatenate([is_hidden[:, node] for node in nodes])
        self._reach = np.concatenate([reach[:, node] for node in nodes]) - self._seen
        self._columns_of = self._sums(window_days)
        self._solver = self._model() if len(self._open) else None
        self._least, self._greatest = np.full(len(self._rows), np.inf), np.full(len(self._rows), -np.inf)

    def tell_less(self, today: ToldMorning) -> bool:
        """Let the last morning tell less, and keep what was found; False where a part that always showed is hidden."""
        hidden = [node for node in range(1, len(today.least)) if today.least[node] != today.greatest[node]]
        if self._solver is None or not set(hidden) <= set(self._open.tolist()):
            return False
        for row, (number, node) in enumerate(self._rows):
            if number == len(self._days) - 1:
                self._low[row] = today.least[node] - self._seen[row]
                self._high[row] = min(today.greatest[node] - self._seen[row], self._limit)
                self._is_small[row], self._is_hidden[row] = today.is_small[node], today.is_hidden[node]
                self._reach[row] = today.reach[node] - self._seen[row]
                self._solver.changeRowBounds(row, self._low[row], self._high[row])
        return True

    def is_feasible(self) -> bool:
        """Return whether some table of days fits all that was told."""
        return self._solve(np.zeros(self._n_columns))

    def narrowed(self, asked: Iterable[Narrowed] | None = None) -> list[Narrowed]:
        """Return which of the hidden counts asked for, else of all, are known too closely."""
        if self._solver is None:
            return []
        wanted = None if asked is None else set(asked)
        rows = [row for row in np.flatnonzero(self._is_hidden).tolist() if wanted is None or self._named(row) in wanted]
        self._ask_for_many(rows)
        for row in rows:
            if not self._is_open(row):
                self._solve(-self._cost(row))
            # One that is not called small is open by how far apart its ends lie, so both are asked for.
            if not self._is_least_enough(row) or not self._is_open(row):
                self._solve(self._cost(row))
        return [self._named(row) for row in rows if not (self._is_least_enough(row) and self._is_open(row))]

    def _ask_for_many(self, rows: Sequence[int]) -> None:
        """Look for tables in which many counts are as few or as many as they may be: a question each takes longer."""
        chance = np.random.default_rng(len(self._rows))
        for number in range(_ROUNDS):
            closed = [row for row in rows if not self._is_open(row)]
            # As above of both ends: of those not called small the least in one round and the greatest in the next.
            narrow = [row for row in closed if not self._is_small[row]] if number % 2 else []
            few = [row for row in rows if not self._is_least_enough(row)] + narrow
            many = [row for row in closed if row not in set(narrow)]
            if not few and not many:
                return
            cost = np.zeros(self._n_columns)
            for sign, asked in ((1.0, few), (-1.0, many)):
                for row, weight in zip(asked, chance.uniform(0.1, 1.0, len(asked)), strict=True):
                    cost[self._columns_of[row]] += sign * weight
            self._solve(cost)

    @property
    def _n_columns(self) -> int:
        return len(self._open) * self._n_days

    def _named(self, row: int) -> Narrowed:
        number, node = self._rows[row]
        return Narrowed(self._days[number], node)

    def _is_least_enough(self, row: int) -> bool:
        return not self._is_small[row] or bool(self._least[row] <= self._low[row] + _EXACT)

    def _is_open(self, row: int) -> bool:
        if self._is_small[row]:
            return bool(self._greatest[row] >= self._high[row] - _EXACT)
        return bool(self._greatest[row] >= max(self._least[row] + _OPEN, self._reach[row]) - _EXACT)

    def _sums(self, window_days: int) -> list[npt.NDArray[np.int32]]:
        """Return for each row the columns of which it is the sum."""
        first = self._days[0] - window_days
        self._n_days = self._days[-1] - first
        begins = [day - window_days - first for day in self._days]
        columns = []
        for number, node in self._rows:
            of_window = np.arange(begins[number], begins[number] + window_days)
            places = range(len(self._open)) if node == 0 else [int(np.searchsorted(self._open, node))]
            parts = [place * self._n_days + of_window for place in places]
            columns.append(np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, np.int32))
        return columns

    def _model(self) -> highspy.Highs:
        # Screens import this module too, and never ask it anything.
        import highspy  # noqa: PLC0415

        self._optimal = highspy.HighsModelStatus.kOptimal
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("presolve", "off"),
            ("simplex_strategy", _PRIMAL_SIMPLEX),
        ):
            solver.setOptionValue(name, value)
        n = self._n_columns
        solver.addVars(n, np.zeros(n), np.full(n, highspy.kHighsInf))
        starts = np.cumsum([0, *(len(columns) for columns in self._columns_of)], dtype=np.int32)[:-1]
        columns = np.concatenate(self._columns_of)
        solver.addRows(len(self._rows), self._low, self._high, len(columns), starts, columns, np.ones(len(columns)))
        return solver

    def _cost(self, row: int) -> npt.NDArray[np.float64]:
        cost = np.zeros(self._n_columns)
        cost[self._columns_of[row]] = 1.0
        return cost

    def _solve(self, cost: npt.NDArray[np.float64]) -> bool:
        """Ask for the table of the least cost, and remember of every sum how little and how much it was."""
        if self._solver is None:
            return True
        self._solver.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
        self._solver.run()
        if self._solver.getModelStatus() != self._optimal:
            # Where the solver finds none, nothing is opened, and hiding more is the safe side of that.
            return False
        sums = np.array(self._solver.getSolution().row_value)
        self._least, self._greatest = np.minimum(self._least, sums), np.maximum(self._greatest, sums)
        return True
