"""What a forecast hangs on: what drives it, where two people differ, what a stated answer says of its inputs."""
