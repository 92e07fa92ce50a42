# Detection rule: installed in this version or a newer one, and the service is registered. Intune takes "exit code 0 and
# any output" for installed.
$wanted = [version]'0.1.0'
$upgradeCode = '{9B1D6C0E-6B5E-4E0B-9C5C-3E1A6B5D2F41}'
$exe = Join-Path $env:ProgramFiles 'Adit\adit-agent.exe'
if (-not (Test-Path $exe)) { exit 1 }
$installer = New-Object -ComObject WindowsInstaller.Installer
$found = $false
foreach ($product in $installer.RelatedProducts($upgradeCode)) {
  if ([version]$installer.ProductInfo($product, 'VersionString') -ge $wanted) { $found = $true }
}
if (-not $found) { exit 1 }
if (-not (Get-Service -Name AditAgent -ErrorAction SilentlyContinue)) { exit 1 }
Write-Output 'Adit Agent is installed'
exit 0
