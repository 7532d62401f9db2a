"""Bolivia: the rules common to its general elections, and one module per edition of the statute."""
