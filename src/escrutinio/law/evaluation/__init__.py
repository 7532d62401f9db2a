"""A law as data, evaluated: its steps one after the other, each with its result."""
