@echo off
rem Runs Fovea's command line on Windows, and builds it first where its sources are newer than the last build.
rem   JAVA_HOME   the JDK to use, 17 or newer; without it, the java on the PATH
rem   JAVA_OPTS   more options for the JVM, such as -Xmx8g
rem Nothing here prints to stdout: with --json that is one JSON object.
setlocal
set "home=%~dp0"
set "home=%home:~0,-1%"
set "work=%home%\target\cli"
set "stamp=%work%\stamp"

rem ---- Which Java? The list of its modules tells its version, and whether the Vector API is there.
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
set "major=0"
set "options=-XX:MaxRAMPercentage=60"
rem The serial collector takes the least memory; to name a second one would be an error.
echo "%JAVA_OPTS%%JDK_JAVA_OPTIONS%%JAVA_TOOL_OPTIONS%" | findstr "GC" >nul || set "options=%options% -XX:+UseSerialGC"
echo "%JAVA_OPTS%%JDK_JAVA_OPTIONS%%JAVA_TOOL_OPTIONS%" | findstr "GC HeapFreeRatio NewSize -Xm" >nul || set "options=%options% -XX:MaxNewSize=32m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20"
set "modules=%TEMP%\fovea-modules-%RANDOM%%RANDOM%.txt"
"%java%" --list-modules >"%modules%" 2>nul
for /f "tokens=3 delims=@." %%v in ('findstr /b "java.base@" "%modules%"') do set "major=%%v"
findstr /b "jdk.incubator.vector@" "%modules%" >nul 2>&1 && set "options=%options% --add-modules=jdk.incubator.vector"
del "%modules%" >nul 2>&1
if %major% LSS 17 (
  echo fovea: no Java 17 or newer found: install a JDK, and set JAVA_HOME or the PATH 1>&2
  exit /b 1
)
if %major% GEQ 22 set "options=%options% --enable-native-access=ALL-UNNAMED"

rem ---- Is it built?
if exist "%stamp%" (
  powershell -NoProfile -Command "$built = (Get-Item $env:stamp).LastWriteTime; foreach ($path in 'pom.xml', 'src\main', 'kernels') { Get-ChildItem -Recurse -File (Join-Path $env:home $path) | Where-Object { $_.LastWriteTime -gt $built } | ForEach-Object { exit 1 } }; exit 0" >nul 2>&1
  if not errorlevel 1 goto run
)
where mvn >nul 2>&1
if errorlevel 1 (
  echo fovea: building needs Maven: install it, and put its bin folder on the PATH 1>&2
  exit /b 1
)
if not exist "%work%\lib" mkdir "%work%\lib"
echo fovea: building ^(the first time takes a minute or two^); log in "%work%\build.log" 1>&2
type nul >"%stamp%.new"
pushd "%home%"
call mvn -q -B -Dstyle.color=never -Pcli -Dmaven.test.skip=true package >"%work%\build.log" 2>&1 <nul
if errorlevel 1 (
  popd
  type "%work%\build.log" 1>&2
  echo fovea: the build failed; its log is "%work%\build.log" 1>&2
  exit /b 1
)
popd
del /q "%work%\lib\*.jar" >nul 2>&1
copy /y "%work%\build\lib\*.jar" "%work%\lib" >nul && copy /y "%work%\build\fovea.jar" "%work%\fovea.jar" >nul && move /y "%stamp%.new" "%stamp%" >nul
if errorlevel 1 (
  echo fovea: cannot write to "%work%": is another Fovea running? 1>&2
  exit /b 1
)

:run
"%java%" %options% %JAVA_OPTS% -cp "%work%\fovea.jar;%work%\lib\*" io.fovea.cli.Main %*
exit /b %errorlevel%
