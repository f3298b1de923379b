"""Documents: one neutral description of a paper, printed as PDF and as Word, so that both say the same.

Describe with `content.Document`, print with `pdf.pdf(document)` and `word.docx(document)`.
"""
