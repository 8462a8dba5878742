"""Pictures of computed values: Manim mobjects that show what `bpcore` computed."""
