# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
