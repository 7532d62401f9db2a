"""The use cases. Clock and store are passed in; the doors (command line, web) hold no logic."""
