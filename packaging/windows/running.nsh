; Whether the program runs from a folder. A running executable can't be opened for writing.

!macro LookWhether file
  ${If} ${FileExists} "$R8\${file}"
    ClearErrors
    FileOpen $R9 "$R8\${file}" a
    ${If} ${Errors}
      StrCpy $R7 1
    ${Else}
      FileClose $R9
    ${EndIf}
  ${EndIf}
!macroend

; Goes on once nothing runs from `folder`. Asks the user to close it; silently it waits ten seconds,
; since the program may just be ending, and then gives up with a code of its own.
!macro WaitUntilNotRunning folder
  StrCpy $R8 "${folder}"
  StrCpy $R6 0
  ${Do}
    StrCpy $R7 0
    !insertmacro LookWhether "${WINDOW}"
    !insertmacro LookWhether "${CONSOLE}"
    ${If} $R7 = 0
      ${ExitDo}
    ${EndIf}
    IntOp $R6 $R6 + 1
    ${If} ${Silent}
    ${AndIf} $R6 < 20
      Sleep 500
      ${Continue}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IS_RUNNING)" /SD IDCANCEL IDRETRY +3
    SetErrorLevel ${RUNNING}
    Quit
  ${Loop}
!macroend
