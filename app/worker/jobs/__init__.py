"""DUE WORK: one file per kind of job; each opens its own short transactions."""
