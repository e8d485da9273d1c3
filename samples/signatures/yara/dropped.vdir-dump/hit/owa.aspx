Name                            : OAB (Default Web Site)
PollInterval                    : 480
OfflineAddressBooks             :
RequireSSL                      : True
BasicAuthentication             : False
WindowsAuthentication           : True
MetabasePath                    : IIS://EX01.corp.example/W3SVC/1/ROOT/OAB
Path                            : C:\Program Files\Microsoft\Exchange Server\V15\FrontEnd\HttpProxy\OAB
ExtendedProtectionTokenChecking : None
AdminDisplayVersion             : Version 15.1 (Build 2106.2)
Server                          : EX01
InternalUrl                     : https://ex01.corp.example/OAB
InternalAuthenticationMethods   : WindowsIntegrated
ExternalUrl                     : 
ExternalAuthenticationMethods   : WindowsIntegrated
Guid                            : 00000000-0000-4000-8000-000000000001
WhenChanged                     : 3/3/2021 1:02:03 AM
WhenChangedUTC                  : 3/3/2021 12:02:03 AM
