; Every sentence of the installer's own, in each of its languages.

LangString ABOUT ${LANG_ENGLISH} "Turn still pictures into film"
LangString ABOUT ${LANG_SIMPCHINESE} "让静止的图片变成影片"

LangString STORYBOARD ${LANG_ENGLISH} "Kling Desktop storyboard"
LangString STORYBOARD ${LANG_SIMPCHINESE} "Kling Desktop 分镜"

LangString LICENCE_TOP ${LANG_ENGLISH} "Kling Desktop is free software."
LangString LICENCE_TOP ${LANG_SIMPCHINESE} "Kling Desktop 是自由软件。"

LangString LICENCE_BOTTOM ${LANG_ENGLISH} "You may use it for any purpose without agreeing to anything. The licence says how it may be passed on. The licences of everything inside are in the program's folder."
LangString LICENCE_BOTTOM ${LANG_SIMPCHINESE} "您可以将它用于任何目的，无需同意任何条款。许可证说明如何再分发。其中所有组件的许可证都在程序文件夹中。"

LangString LICENCE_BUTTON ${LANG_ENGLISH} "&Next >"
LangString LICENCE_BUTTON ${LANG_SIMPCHINESE} "下一步(&N) >"

LangString TOO_OLD ${LANG_ENGLISH} "Kling Desktop needs 64-bit Windows 10, version 1809, or later."
LangString TOO_OLD ${LANG_SIMPCHINESE} "Kling Desktop 需要 64 位 Windows 10 1809 或更高版本。"

LangString IS_RUNNING ${LANG_ENGLISH} "Kling Desktop is running. Please close it, then try again.$\n$\nIf it is still sending a scene, it closes by itself when that is done."
LangString IS_RUNNING ${LANG_SIMPCHINESE} "Kling Desktop 正在运行。请先关闭它，然后重试。$\n$\n如果它还在发送场景，完成后会自行关闭。"

LangString OLDER_STAYS ${LANG_ENGLISH} "The older version could not be removed. Nothing new was installed. Please restart the computer, then try again."
LangString OLDER_STAYS ${LANG_SIMPCHINESE} "无法移除旧版本，没有安装任何新内容。请重新启动电脑，然后重试。"

LangString DATA_STAYS ${LANG_ENGLISH} "Only the program is removed. Your clips and settings stay in $LOCALAPPDATA\Kling Desktop, your storyboards where you saved them, your keys in Windows' Credential Manager."
LangString DATA_STAYS ${LANG_SIMPCHINESE} "只移除程序本身。您的片段和设置仍在 $LOCALAPPDATA\Kling Desktop，分镜仍在您保存的位置，密钥仍在 Windows 凭据管理器中。"

LangString FILES_STAY ${LANG_ENGLISH} "Some files of Kling Desktop are held by another program. Please restart the computer, then try again."
LangString FILES_STAY ${LANG_SIMPCHINESE} "Kling Desktop 的部分文件被其他程序占用。请重新启动电脑，然后重试。"
