"""Alerts: a call, a retraction, a change of leader, a big batch or a revision, told to whoever asked."""
