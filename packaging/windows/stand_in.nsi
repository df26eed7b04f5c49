; A Windows executable in place of the frozen program, for `prove.py` and the tests: it writes down
; what it was started with, and runs for as long as a file named "hold" lies beside it.

Unicode true
!ifdef TARGET
  Target ${TARGET}
!endif
RequestExecutionLevel user
SilentInstall silent
Name "stand-in"
OutFile "${OUTPUT}"
!include FileFunc.nsh
!include LogicLib.nsh

Section
  ${GetParameters} $0
  FileOpen $1 "$EXEDIR\started.txt" w
  FileWriteUTF16LE $1 "$0"
  FileClose $1
  ${DoWhile} ${FileExists} "$EXEDIR\hold"
    Sleep 100
  ${Loop}
SectionEnd
