; What Windows is told of the program: all of it under HKCU, and all of it taken back.

!define PROG_ID "KlingDesktop.Storyboard"
!define CLASSES "Software\Classes"
!define MEDIA_TYPE "application/x-klingboard"
!define FORMER "KlingDesktop.Former"
!define OPEN '"$INSTDIR\${WINDOW}" "%1"'
!define APP_PATH "Software\Microsoft\Windows\CurrentVersion\App Paths\${CONSOLE}"
!define CAPABILITIES "Software\KlingDesktop\Capabilities"

!macro WriteUninstallEntry
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${WINDOW},0"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  !ifdef HOME_PAGE
    WriteRegStr HKCU "${UNINSTALL_KEY}" "URLInfoAbout" "${HOME_PAGE}"
  !endif
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
!macroend

!macro WriteAssociations
  WriteRegStr HKCU "${CLASSES}\${PROG_ID}" "" "$(STORYBOARD)"
  WriteRegStr HKCU "${CLASSES}\${PROG_ID}" "AppUserModelID" "${PROGRAM_ID}"
  WriteRegStr HKCU "${CLASSES}\${PROG_ID}\DefaultIcon" "" "$INSTDIR\klingboard.ico"
  WriteRegStr HKCU "${CLASSES}\${PROG_ID}\shell\open\command" "" '${OPEN}'

  ReadRegStr $0 HKCU "${CLASSES}\.klingboard" ""
  ${If} $0 != ""
  ${AndIf} $0 != "${PROG_ID}"
    WriteRegStr HKCU "${CLASSES}\.klingboard" "${FORMER}" "$0"
  ${EndIf}
  WriteRegStr HKCU "${CLASSES}\.klingboard" "" "${PROG_ID}"
  WriteRegStr HKCU "${CLASSES}\.klingboard" "Content Type" "${MEDIA_TYPE}"
  WriteRegStr HKCU "${CLASSES}\.klingboard\OpenWithProgids" "${PROG_ID}" ""

  ; Pictures: offered under "Open with", nobody's default.
  WriteRegStr HKCU "${CLASSES}\Applications\${WINDOW}" "FriendlyAppName" "${NAME}"
  WriteRegStr HKCU "${CLASSES}\Applications\${WINDOW}\shell\open\command" "" '${OPEN}'
  !insertmacro EachPicture AddPicture

  WriteRegStr HKCU "${CAPABILITIES}" "ApplicationName" "${NAME}"
  WriteRegStr HKCU "${CAPABILITIES}" "ApplicationDescription" "$(ABOUT)"
  WriteRegStr HKCU "${CAPABILITIES}\FileAssociations" ".klingboard" "${PROG_ID}"
  WriteRegStr HKCU "Software\RegisteredApplications" "${NAME}" "${CAPABILITIES}"

  ; What is typed under "Run": the window, since a console would stay open behind it.
  WriteRegStr HKCU "${APP_PATH}" "" "$INSTDIR\${WINDOW}"
!macroend

!macro RemoveAssociations
  ReadRegStr $0 HKCU "${CLASSES}\.klingboard" ""
  ${If} $0 == "${PROG_ID}"
    ReadRegStr $1 HKCU "${CLASSES}\.klingboard" "${FORMER}"
    ${If} $1 == ""
      DeleteRegValue HKCU "${CLASSES}\.klingboard" ""
    ${Else}
      WriteRegStr HKCU "${CLASSES}\.klingboard" "" "$1"
    ${EndIf}
  ${EndIf}
  DeleteRegValue HKCU "${CLASSES}\.klingboard" "${FORMER}"
  ReadRegStr $0 HKCU "${CLASSES}\.klingboard" "Content Type"
  ${If} $0 == "${MEDIA_TYPE}"
    DeleteRegValue HKCU "${CLASSES}\.klingboard" "Content Type"
  ${EndIf}
  DeleteRegValue HKCU "${CLASSES}\.klingboard\OpenWithProgids" "${PROG_ID}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.klingboard\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.klingboard"
  DeleteRegKey HKCU "${CLASSES}\${PROG_ID}"
  DeleteRegKey HKCU "${CLASSES}\Applications\${WINDOW}"
  DeleteRegValue HKCU "Software\RegisteredApplications" "${NAME}"
  DeleteRegKey HKCU "Software\KlingDesktop"
  DeleteRegKey HKCU "${APP_PATH}"
!macroend

!macro AddPicture suffix
  WriteRegStr HKCU "${CLASSES}\Applications\${WINDOW}\SupportedTypes" "${suffix}" ""
!macroend

!macro EachPicture do
  !insertmacro ${do} ".klingboard"
  !insertmacro ${do} ".jpg"
  !insertmacro ${do} ".jpeg"
  !insertmacro ${do} ".png"
  !insertmacro ${do} ".webp"
  !insertmacro ${do} ".avif"
  !insertmacro ${do} ".heic"
  !insertmacro ${do} ".heif"
  !insertmacro ${do} ".tif"
  !insertmacro ${do} ".tiff"
  !insertmacro ${do} ".bmp"
  !insertmacro ${do} ".gif"
!macroend
