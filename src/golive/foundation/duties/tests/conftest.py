from golive.foundation.duties.tests.factories import phases, prove  # noqa: F401
