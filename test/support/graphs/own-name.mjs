export const NAME = 'own-flip'
