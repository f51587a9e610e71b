"""Series with a known effect, the product and its peers on them, and the table of docs/measurement.md."""
