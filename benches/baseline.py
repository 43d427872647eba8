#!/usr/bin/env python3
"""The bare workload in numpy, vectorised over replications.

This is what an analyst writes who knows numpy: every count is an array over the replications, every draw
one call for all of them. `bare/workload.rs` says what is computed; the two must have the same constants.

Prints, for each variant, the median of the replications per second over several runs, on one thread, and
the mean of the people at the end with its standard error, to be compared with the other implementations.

    python3 benches/baseline.py --replications 8192 --runs 5
    python3 benches/baseline.py --cohorts --replications 512
"""

import argparse
import statistics
import time

import numpy as np

ADVANCE = np.array([0.30, 0.25, 0.20, 0.15, 0.10, 0.08, 0.05, 0.0])
LEAVE = np.array([0.10, 0.08, 0.06, 0.04, 0.03, 0.02, 0.02, 0.015])
STAGES = len(ADVANCE)
PERIODS = 36
PAYING = 3
LOWEST, HIGHEST = 0.8, 1.2
ARRIVALS = 1500.0
INVITES = 0.02
REVENUE_SHAPE = 2.0
REVENUE_SCALE = 1500.0
SERVICE = 500.0
SPEND = ARRIVALS * 9000.0


def simulate(rng, replications, cohorts):
    """Plays the replications.

    Returns the people at the end and the profit in cents, each of shape (replications,). With `cohorts`
    the people of each period of arrival are kept apart.
    """
    advance = ADVANCE * rng.uniform(LOWEST, HIGHEST, (replications, STAGES))
    leave = LEAVE * rng.uniform(LOWEST, HIGHEST, (replications, STAGES))
    leave_unless_advancing = leave / (1.0 - advance)
    rows = PERIODS if cohorts else 1
    people = np.zeros((rows, replications, STAGES), np.int64)
    profit = np.zeros(replications)
    for period in range(PERIODS):
        paying = people[:, :, PAYING:].sum(axis=(0, 2))
        newcomers = rng.poisson(ARRIVALS, replications) + rng.poisson(INVITES * paying)
        # Rows of periods to come are empty: they are not drawn for.
        present = people[: period if cohorts else 1]
        advancing = rng.binomial(present, advance)
        present -= advancing
        present -= rng.binomial(present, leave_unless_advancing)
        present[:, :, 1:] += advancing[:, :, :-1]
        people[period if cohorts else 0, :, 0] += newcomers
        paying = people[:, :, PAYING:].sum(axis=(0, 2))
        revenue = np.rint(rng.gamma(REVENUE_SHAPE * paying, REVENUE_SCALE))
        profit += revenue - SERVICE * paying - SPEND
    return people.sum(axis=(0, 2)), profit


def measure(arguments):
    """Runs one variant and prints what came out, and how fast."""
    rates = []
    people = []
    for run in range(arguments.runs):
        rng = np.random.Generator(np.random.SFC64([arguments.seed, run]))
        began = time.perf_counter()
        counted, _ = simulate(rng, arguments.replications, arguments.cohorts)
        rates.append(arguments.replications / (time.perf_counter() - began))
        people.append(counted)
    people = np.concatenate(people)
    error = people.std(ddof=1) / np.sqrt(len(people))
    variant = "36 cohorts" if arguments.cohorts else "no cohorts"
    print(
        f"numpy {np.__version__}, {variant}: {statistics.median(rates):.0f} replications/s "
        f"(best {max(rates):.0f}), people at the end {people.mean():.1f} (standard error {error:.1f})"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=8192, help="per run (default 8192)")
    parser.add_argument("--runs", type=int, default=5, help="repetitions, of which the median counts")
    parser.add_argument("--cohorts", action="store_true", help="keep periods of arrival apart")
    parser.add_argument("--seed", type=int, default=1)
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
