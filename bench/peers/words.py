"""All matches of the same words in the same folded messages, by matchers that Python has.

words.py WORDS MESSAGES: a word and a message a line. One line for each matcher: its name, the
time of a message and how many matches it found; one that is not installed says so.
"""

import sys
import time

ROUNDS = 3


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line for line in file.read().split("\n") if line]


def best(messages, work):
    """The best of several rounds, as processor time of this thread a message."""
    times = []
    found = 0
    for _ in range(ROUNDS):
        start = time.thread_time_ns()
        found = work(messages)
        times.append((time.thread_time_ns() - start) // max(len(messages), 1))
    return min(times), found


def pyahocorasick(words):
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for number, word in enumerate(words):
        automaton.add_word(word, number)
    automaton.make_automaton()

    def work(messages):
        return sum(1 for message in messages for _ in automaton.iter(message))

    return work


def hyperscan(words):
    import hyperscan as hs

    database = hs.Database(mode=hs.HS_MODE_BLOCK)
    database.compile(
        expressions=[word.encode() for word in words],
        ids=list(range(len(words))),
        elements=len(words),
        flags=0,
        literal=True,
    )

    def work(messages):
        count = [0]

        def hit(*_):
            count[0] += 1

        for message in messages:
            database.scan(message, match_event_handler=hit)
        return count[0]

    return lambda messages: work([message.encode() for message in messages])


def main():
    words, messages = lines(sys.argv[1]), lines(sys.argv[2])
    for name, make in [("pyahocorasick", pyahocorasick), ("hyperscan", hyperscan)]:
        try:
            work = make(words)
        except ImportError:
            print(f"{name} (Python): not installed (pip install {name}), not compared")
            continue
        except Exception as error:  # A peer that fails is no failure of ours.
            print(f"{name} (Python): did not run: {error}")
            continue
        took, found = best(messages, work)
        print(f"{name + ' (Python), matching alone':<44}{took:>6} ns, {found} matches")


main()
