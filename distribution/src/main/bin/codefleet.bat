@echo off
rem Runs Codefleet on Java 17 or newer: that of JAVA_HOME, else of the PATH. JAVA_OPTS and CODEFLEET_JAVA_OPTS are options for
rem Java. An older Java says that the program was compiled by a more recent version, class file version 61.
setlocal
set "JAR=%~dp0..\lib\codefleet.jar"
if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java.exe") else (set "JAVA=java.exe")
if defined JAVA_HOME (
  if not exist "%JAVA%" (
    echo codefleet: JAVA_HOME is "%JAVA_HOME%", but there is no program bin\java.exe in it; install a JDK 17 or newer ^(https://adoptium.net^), or point JAVA_HOME at one 1>&2
    exit /b 2
  )
) else (
  where /q java.exe || (
    echo codefleet: there is no Java here; install a JDK 17 or newer ^(https://adoptium.net^), or point JAVA_HOME at one 1>&2
    exit /b 2
  )
)
set "SHORT=-XX:TieredStopAtLevel=1"
set "COMMAND=%~1"
if "%COMMAND%"=="--debug" set "COMMAND=%~2"
for %%C in (worker control broker dev) do if "%COMMAND%"=="%%C" set "SHORT="
"%JAVA%" %SHORT% %JAVA_OPTS% %CODEFLEET_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
