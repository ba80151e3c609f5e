"""`python -m benchmarks`: measure speed and accuracy on this machine."""

from benchmarks.run_benchmarks import main

if __name__ == "__main__":
    raise SystemExit(main())
