"""Sohoa: paper results of administrative procedures in, signed and searchable records out."""
