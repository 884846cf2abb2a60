"""Conan 2: `conan create ffi-c/recipes/conan`, with cargo on the PATH."""

import os
import re

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.files import copy, load

required_conan_version = ">=2.0"


class Wellclient(ConanFile):
    name = "wellclient"
    description = "CTI client library: agent log-in, call events and call control"
    license = "MIT OR Apache-2.0"
    url = "https://github.com/wellclient/wellclient"
    topics = ("cti", "telephony", "stomp", "call-center")
    package_type = "shared-library"
    settings = "os", "arch", "compiler", "build_type"
    # What cargo builds does not depend on the compiler of C, nor on the kind of build.
    options = {"simulator": [True, False], "profile": ["ship", "release", "dev"]}
    default_options = {"simulator": True, "profile": "ship"}

    @property
    def _repository(self):
        return os.path.join(self.recipe_folder, "..", "..", "..")

    def set_version(self):
        manifest = load(self, os.path.join(self._repository, "Cargo.toml"))
        self.version = re.search(r'^version = "([^"]+)"', manifest, re.MULTILINE).group(1)

    def export_sources(self):
        skipped = ("target", "target/*", ".git", ".git/*", "*/target/*", "*/node_modules/*", "*/test_package/*")
        copy(self, "*", self._repository, self.export_sources_folder, excludes=skipped)

    def validate(self):
        if str(self.settings.os) not in ("Linux", "Windows"):
            raise ConanInvalidConfiguration("`cargo xtask install` knows the libraries of Linux and Windows")
        if self.settings.arch != self.settings_build.arch or self.settings.os != self.settings_build.os:
            raise ConanInvalidConfiguration("build it on the system that it is for")

    def package_id(self):
        del self.info.settings.compiler
        del self.info.settings.build_type

    @property
    def _prefix(self):
        return os.path.join(self.build_folder, "prefix")

    def build(self):
        simulator = "" if self.options.simulator else " --without-simulator"
        self.run(
            f'cargo xtask install --prefix "{self._prefix}" --profile {self.options.profile}{simulator}',
            cwd=self.source_folder,
        )

    def package(self):
        copy(self, "*", self._prefix, self.package_folder)
        copy(self, "LICENSE-*", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.libs = ["wellclient"]
        self.cpp_info.set_property("cmake_file_name", "wellclient")
        self.cpp_info.set_property("cmake_target_name", "wellclient::wellclient")
        self.cpp_info.set_property("pkg_config_name", "wellclient")
