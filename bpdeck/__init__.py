"""The `bp` command and what stands behind it: films turned into things to hand out."""
