//! Partner Center downloads to rows: streaming, bounded, explained.
