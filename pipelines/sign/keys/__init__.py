"""Where keys live: a PKCS#12 file, a PKCS#11 token or HSM, a remote signing service (CSC)."""
