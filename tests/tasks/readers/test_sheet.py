import pickle

from tasks.readers.sheet import Unreadable


def test_a_refusal_carries_its_rule_and_its_words() -> None:
    refusal = Unreadable("unsupported", {"suffix": ".pdf"})
    assert (refusal.rule, refusal.words) == ("unsupported", {"suffix": ".pdf"})


def test_a_refusal_is_the_same_on_the_other_side_of_a_pipe() -> None:
    for refusal in (Unreadable("damaged"), Unreadable("unsupported", {"suffix": ".pdf"})):
        arrived = pickle.loads(pickle.dumps(refusal))
        assert isinstance(arrived, Unreadable)
        assert (arrived.rule, arrived.words) == (refusal.rule, refusal.words)
