# Removes every installed version; with -Purge also settings, token, keys and spools of all people on this computer.
param([switch]$Purge)
$upgradeCode = '{9B1D6C0E-6B5E-4E0B-9C5C-3E1A6B5D2F41}'
$code = 0
$installer = New-Object -ComObject WindowsInstaller.Installer
foreach ($product in @($installer.RelatedProducts($upgradeCode))) {
  $process = Start-Process msiexec.exe -ArgumentList "/x $product /qn /norestart" -Wait -PassThru
  if ($process.ExitCode -ne 0) { $code = $process.ExitCode }
}
if ($Purge -and $code -in 0, 1641, 3010) {
  Remove-Item -Recurse -Force -ErrorAction SilentlyContinue 'HKLM:\SOFTWARE\Policies\Adit\Agent'
  Remove-Item -Recurse -Force -ErrorAction SilentlyContinue (Join-Path $env:ProgramData 'Adit')
  Get-CimInstance Win32_UserProfile | Where-Object { -not $_.Special } | ForEach-Object {
    Remove-Item -Recurse -Force -ErrorAction SilentlyContinue (Join-Path $_.LocalPath 'AppData\Local\Adit')
  }
}
exit $code
