@echo off
chcp 936 >nul
setlocal
cd /d "%~dp0"
title 安装 wdyy @VERSION@

set "CHECK=import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 14) and sys.maxsize > 2**32))"
set "PY="
for %%V in (3.14 3.13 3.12 3.11) do if not defined PY (py -%%V -c "%CHECK%" >nul 2>nul && set "PY=py -%%V")
if not defined PY (python -c "%CHECK%" >nul 2>nul && set "PY=python")
if not defined PY goto nopython

set "HOME_OF_WDYY=%LOCALAPPDATA%\wdyy"
echo 正在安装到 %HOME_OF_WDYY%，不用联网，请稍等……
%PY% -m venv "%HOME_OF_WDYY%" || goto failed
"%HOME_OF_WDYY%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --upgrade "wdyy-cli[heic]" || goto failed
rem This folder is on the PATH of every user of Windows 10 and 11.
set "ON_PATH=%LOCALAPPDATA%\Microsoft\WindowsApps"
if exist "%ON_PATH%" >"%ON_PATH%\wdyy.cmd" echo @"%%LOCALAPPDATA%%\wdyy\Scripts\wdyy.exe" %%*

echo.
"%HOME_OF_WDYY%\Scripts\wdyy.exe" --version || goto failed
echo 装好了。重新打开“命令提示符”或 PowerShell，输入 wdyy --help 看看。
pause
exit /b 0

:nopython
echo 没有找到 64 位的 Python 3.11、3.12、3.13 或 3.14。
echo 请先装好 Python，或改用不需要 Python 的程序：wdyy.exe。
pause
exit /b 1

:failed
echo 没有装好。请把这个窗口里的话发给管电脑的老师。
pause
exit /b 1
