"""Vietnamese text from before Unicode, turned into NFC at the border and never later.

=============  ==============================================================================
module         subject
=============  ==============================================================================
``marks``      vowel mark before tone, then NFC
``tables``     TCVN3, VNI, VISCII, CP1258 and VIQR, written from their definitions
``syllables``  whether a word can be Vietnamese, by rule: onset, rime, tone
``guess``      which of those writings some bytes are in, with a margin, or no answer
=============  ==============================================================================
"""
