# cmake --install build/release [--prefix /usr]: the programs, the unit (systemd looks below either prefix), and the
# configuration where there is none yet.
include(GNUInstallDirs)

install(TARGETS visiond visiond-trainer visionctl RUNTIME)
install(FILES systemd/visiond.service DESTINATION lib/systemd/system)
install(CODE "set(source \"${CMAKE_SOURCE_DIR}/config\")")
install(CODE [[
  foreach(file visiond.json models.json)
    if(NOT EXISTS "$ENV{DESTDIR}/etc/visiond/${file}")
      file(INSTALL "${source}/${file}" DESTINATION /etc/visiond)
    endif()
  endforeach()
]])
