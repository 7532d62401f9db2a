"""Eight lists of very different size, for the benchmarks of the law."""

VOTES = {
    "A": 3_394_052,
    "B": 1_775_953,
    "C": 862_186,
    "D": 500_123,
    "E": 95_255,
    "F": 77_777,
    "G": 31_765,
    "H": 12_345,
}
