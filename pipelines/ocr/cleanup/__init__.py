"""Making a copy of a page fit to be read: levelled, cleaned, set upright and straight. The picture itself is never changed."""
