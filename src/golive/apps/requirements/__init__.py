"""Requirements: what each department needs, how far the product fits, and who signed exactly which text.

Serves the duties B1 and B2 of the business departments and V1 of the vendor.
"""
