"""The subcommands of ``toantrinh``, one module each; ``toantrinh --help`` lists them."""
