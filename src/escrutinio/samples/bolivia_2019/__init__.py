"""Bolivia, general election of 20 October 2019 (later annulled): the count for president, to test against."""

from escrutinio.samples.bolivia_2019.earlier_vote import baseline_of_2014
from escrutinio.samples.bolivia_2019.finished_count import ORDERS, load_finished_count

__all__ = ["ORDERS", "baseline_of_2014", "load_finished_count"]
