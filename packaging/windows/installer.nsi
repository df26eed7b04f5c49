; The Windows installer: per user, no administrator, no question that matters.
;
; `packaging/windows/build.py` runs makensis on it and names, by -D: VERSION, VERSION_4 (as Windows
; counts, four numbers), OUTPUT, WORK (a folder with payload.nsh, licence.txt and the pictures),
; SIZE_KB, PROGRAM_ID (AppUserModelID), and, where there are such, SIGN (the command that signs a
; file) and HOME_PAGE.
;
; Silent: `… /S` and, last and without quotes, `/D=folder`. Exit codes, of both programs:
;   0 done  1 called off  2 broken off (disk full, say)  3 the program is running
;   4 an older version could not be removed  5 not into that folder  6 Windows is too old

Unicode true
!ifdef TARGET
  Target ${TARGET}
!endif
ManifestSupportedOS Win10
ManifestDPIAware true
RequestExecutionLevel user
; One block: half the size. Four minutes of compressing, and memory that a 32-bit makensis has.
SetCompressor /SOLID lzma
SetCompressorDictSize 32

!define NAME "Kling Desktop"
!define WINDOW "Kling Desktop.exe"
!define CONSOLE "kling-desktop.exe"
!define UNINSTALLER "Uninstall.exe"
!define PUBLISHER "The makers of Kling Desktop"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\KlingDesktop"
!define DATA "$LOCALAPPDATA\Kling Desktop"

!define BROKEN_OFF 2
!define RUNNING 3
!define OLDER_STAYS 4
!define WRONG_FOLDER 5
!define TOO_OLD 6

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
AllowSkipFiles off

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh
!include Integration.nsh
!include running.nsh
!include registry.nsh
!include shortcut.nsh
!include "${WORK}/payload.nsh"

!define MUI_ICON "${WORK}/app.ico"
!define MUI_UNICON "${WORK}/app.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${WORK}/side.bmp"
!define MUI_ABORTWARNING
!define MUI_LICENSEPAGE_TEXT_TOP "$(LICENCE_TOP)"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "$(LICENCE_BOTTOM)"
!define MUI_LICENSEPAGE_BUTTON "$(LICENCE_BUTTON)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(DATA_STAYS)"

!insertmacro MUI_PAGE_LICENSE "${WORK}/licence.txt"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!include words.nsh

VIProductVersion "${VERSION_4}"
VIFileVersion "${VERSION_4}"
!macro VersionWords language about
  VIAddVersionKey /LANG=${language} "ProductName" "${NAME}"
  VIAddVersionKey /LANG=${language} "ProductVersion" "${VERSION}"
  VIAddVersionKey /LANG=${language} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${language} "FileDescription" "${about}"
  VIAddVersionKey /LANG=${language} "CompanyName" "${PUBLISHER}"
  VIAddVersionKey /LANG=${language} "LegalCopyright" "GPL-3.0-or-later"
!macroend
!insertmacro VersionWords ${LANG_ENGLISH} "Kling Desktop installer"
!insertmacro VersionWords ${LANG_SIMPCHINESE} "Kling Desktop 安装程序"

!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
  !finalize '${SIGN} "%1"' = 0
!endif

Function .onInit
  ${IfNot} ${AtLeastBuild} 17763
  ${OrIfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel ${TOO_OLD}
    Quit
  ${EndIf}
  ${If} ${Silent}
    Call isForData
    Pop $0
    ${If} $0 != 0
      SetErrorLevel ${WRONG_FOLDER}
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Function .onVerifyInstDir
  Call isForData
  Pop $0
  ${If} $0 != 0
    Abort
  ${EndIf}
FunctionEnd

; Pushes 1 if $INSTDIR is where the user's own work is kept, or lies in there, and 0 if not.
Function isForData
  StrLen $1 "${DATA}\"
  StrCpy $0 "$INSTDIR\" $1
  ${If} $0 == "${DATA}\"
    Push 1
  ${Else}
    Push 0
  ${EndIf}
FunctionEnd

Section
  ReadRegStr $R1 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $R1 != ""
    !insertmacro WaitUntilNotRunning "$R1"
  ${EndIf}
  !insertmacro WaitUntilNotRunning "$INSTDIR"
  ${If} $R1 != ""
  ${AndIf} ${FileExists} "$R1\${UNINSTALLER}"
    ; It knows its own files. Shortcut and associations stay, so that what is pinned stays pinned.
    ExecWait '"$R1\${UNINSTALLER}" /S /KEEP _?=$R1' $R2
    ${If} $R2 <> 0
      MessageBox MB_OK|MB_ICONSTOP "$(OLDER_STAYS)" /SD IDOK
      SetErrorLevel ${OLDER_STAYS}
      Quit
    ${EndIf}
    Delete "$R1\${UNINSTALLER}"
    RMDir "$R1"
  ${EndIf}

  ; First: whatever comes between, what is there can be removed.
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  !insertmacro WriteUninstallEntry
  !insertmacro InstallFiles
  SetOutPath "$INSTDIR"
  !insertmacro MakeShortcut
  !insertmacro WriteAssociations
  ${NotifyShell_AssocChanged}
SectionEnd

Section Uninstall
  !insertmacro WaitUntilNotRunning "$INSTDIR"
  ClearErrors
  !insertmacro RemoveFiles
  ${If} ${Errors}
    ; The entry and this program stay, so that it can be tried again.
    MessageBox MB_OK|MB_ICONSTOP "$(FILES_STAY)" /SD IDOK
    SetErrorLevel ${BROKEN_OFF}
    Quit
  ${EndIf}
  !insertmacro RemoveFolders
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/KEEP" $1
  ${If} ${Errors}
    Delete "$SMPROGRAMS\${NAME}.lnk"
    !insertmacro RemoveAssociations
    DeleteRegKey HKCU "${UNINSTALL_KEY}"
    ${NotifyShell_AssocChanged}
    Delete "$INSTDIR\${UNINSTALLER}"
  ${EndIf}
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
SectionEnd
