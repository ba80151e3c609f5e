"""The commands of the command line, one file each; `registry` says where they are."""
