# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Packages: cmake --build build/release --target package.  The names are
# Debian's; rpm finds the libraries by itself.
set(CPACK_GENERATOR TGZ DEB)
find_program(RPMBUILD rpmbuild)
if(RPMBUILD)
	list(APPEND CPACK_GENERATOR RPM)
endif()

# The contact of a package is its builder, in the form of dch(1).  The project
# has no address, hence .invalid (RFC 2606).
set(PEEKBENCH_PACKAGER "" CACHE STRING
	"who builds packages, as Name <address>; else DEBFULLNAME and DEBEMAIL")
set(CPACK_PACKAGE_CONTACT "${PEEKBENCH_PACKAGER}")
if(NOT CPACK_PACKAGE_CONTACT AND DEFINED ENV{DEBEMAIL})
	set(CPACK_PACKAGE_CONTACT "$ENV{DEBEMAIL}")
	if(DEFINED ENV{DEBFULLNAME})
		set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
	endif()
endif()
if(NOT CPACK_PACKAGE_CONTACT)
	set(CPACK_PACKAGE_CONTACT "a local build <nobody@peekbench.invalid>")
endif()

set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
	"measure and check how a driver looks into a live DMA buffer")
set(CPACK_PACKAGE_DESCRIPTION
	"peekbench runs interchangeable strategies of looking into a receive buffer
that the device may still be writing, over the DMA API of user space and of
kernels in guests. It counts cycles, events and copied bytes, checks every
frame, and searches every interleaving of driver, device and caches.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE
	OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/config.cmake)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/stage.cmake)
set(CPACK_PEEKBENCH_SOURCE ${CMAKE_SOURCE_DIR})
set(CPACK_PEEKBENCH_DOC ${CMAKE_INSTALL_DOCDIR})
set(CPACK_PEEKBENCH_MAN ${CMAKE_INSTALL_MANDIR})

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# Older than any revision that Debian itself would give.
set(CPACK_DEBIAN_PACKAGE_RELEASE 0local1)
set(CPACK_PEEKBENCH_REVISION ${CPACK_DEBIAN_PACKAGE_RELEASE})
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnuplot-nox | gnuplot")
# For the kernel lens, and for plug-ins.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "build-essential, cpio, xz-utils, \
qemu-system-x86, qemu-system-arm, device-tree-compiler, gcc-aarch64-linux-gnu")
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE "GPL-2.0-only OR MIT")
set(CPACK_RPM_PACKAGE_RELOCATABLE ON)
set(CPACK_RPM_SPEC_MORE_DEFINE "%define _buildhost localhost
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
%define source_date_epoch_from_changelog 0
%define _build_id_links none")
include(CPack)
