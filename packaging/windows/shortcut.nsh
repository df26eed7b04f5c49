; The start menu's entry. It bears the program's AppUserModelID, by which Windows knows that the
; window on the taskbar, its notifications and this entry belong together (kling_desktop/ui/taskbar_windows.py).

!include Win\COM.nsh
!include Win\Propkey.nsh

!macro MakeShortcut
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}" "" "$INSTDIR\${WINDOW}" 0 \
    SW_SHOWNORMAL "" "$(ABOUT)"
  Push $0
  Push $1
  Push $2
  Push $3
  Push $4
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("$SMPROGRAMS\${NAME}.lnk",${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        !insertmacro MakeNamed r3 r4
        ${IPropertyStore::SetValue} $2 '(r3,r4)'
        ${IPropertyStore::Commit} $2 ""
        ${IUnknown::Release} $2 ""
        ${IPersistFile::Save} $1 '("$SMPROGRAMS\${NAME}.lnk",1)'
        System::Free $3
        System::Free $4
        System::Free $5
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
!macroend

; The property's name and its value, a text in memory of its own at $5.
!macro MakeNamed key value
  System::Call '*(&w128 "${PROGRAM_ID}")p.r5'
  System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.${key}'
  System::Call '*(&i2 ${VT_LPWSTR},&i6 0,p r5,p 0)p.${value}'
!macroend
