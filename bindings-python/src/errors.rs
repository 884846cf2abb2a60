//! The exceptions that are raised here; the classes are Python's.

use pyo3::import_exception;

import_exception!(wellclient._errors, ClosedError);
import_exception!(wellclient._errors, ConfigurationError);
import_exception!(wellclient._errors, ForkedError);
import_exception!(wellclient._errors, ReplayError);
import_exception!(wellclient._errors, SimulatorError);
import_exception!(wellclient._errors, WouldDeadlockError);
